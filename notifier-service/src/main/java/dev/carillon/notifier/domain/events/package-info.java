/**
 * What events of other services mean for mail: whose effect is a mail, whose an erasure. How either
 * is stored is for the ports of those rooms.
 */
@NullMarked
package dev.carillon.notifier.domain.events;

import org.jspecify.annotations.NullMarked;
