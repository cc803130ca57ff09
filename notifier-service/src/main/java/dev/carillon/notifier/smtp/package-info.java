/**
 * SMTP behind the port {@code Mailer}: connections, commands and replies, TLS and logins, limits of
 * servers. Only what speaks to servers or decides when to: no queue and no tables, and the bytes of
 * a mail are made in {@code mime}.
 */
@NullMarked
package dev.carillon.notifier.smtp;

import org.jspecify.annotations.NullMarked;
