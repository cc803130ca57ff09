/** What notifier-service answers about mail. */
@NullMarked
package dev.carillon.contract.mail;

import org.jspecify.annotations.NullMarked;
