/** What is sent: messages, the welcome policy, retry rules. */
@NullMarked
package dev.carillon.notifier.mail;

import org.jspecify.annotations.NullMarked;
