/**
 * Notifications of users: what is told, what was seen and acknowledged, and whether the mail that
 * waits behind one goes. The decision about a mail falls in one transaction with what it is made
 * for; statements are the store's.
 */
@NullMarked
package dev.carillon.notifier.domain.notification;

import org.jspecify.annotations.NullMarked;
