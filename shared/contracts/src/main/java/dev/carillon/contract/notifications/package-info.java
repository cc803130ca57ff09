/**
 * Notifications of users: what a program tells a user on every device, and the mail that goes out
 * if nobody acknowledged in time. Records and holders of contracts only.
 */
@NullMarked
package dev.carillon.contract.notifications;

import org.jspecify.annotations.NullMarked;
