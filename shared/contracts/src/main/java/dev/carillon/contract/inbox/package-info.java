/** What the local inbox answers. */
@NullMarked
package dev.carillon.contract.inbox;

import org.jspecify.annotations.NullMarked;
