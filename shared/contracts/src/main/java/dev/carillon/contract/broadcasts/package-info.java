/** What notifier-service answers about broadcasts. */
@NullMarked
package dev.carillon.contract.broadcasts;

import org.jspecify.annotations.NullMarked;
