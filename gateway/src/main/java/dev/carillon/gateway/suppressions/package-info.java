/**
 * The routes of suppressions and pauses. Only what turns their HTTP into the suppression contracts
 * may enter.
 */
@NullMarked
package dev.carillon.gateway.suppressions;

import org.jspecify.annotations.NullMarked;
