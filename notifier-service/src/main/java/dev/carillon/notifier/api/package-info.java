/** The bus side of notifier-service: contracts to the queue. */
@NullMarked
package dev.carillon.notifier.api;

import org.jspecify.annotations.NullMarked;
