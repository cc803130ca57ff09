/** What every node answers about its background tasks. */
@NullMarked
package dev.carillon.contract.tasks;

import org.jspecify.annotations.NullMarked;
