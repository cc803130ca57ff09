/** What notifier-service answers about templates of mail. */
@NullMarked
package dev.carillon.contract.templates;

import org.jspecify.annotations.NullMarked;
