/** What notifier-service answers about addresses that want no mail, and about mail that is held. */
@NullMarked
package dev.carillon.contract.suppressions;

import org.jspecify.annotations.NullMarked;
