/**
 * The routes of broadcast schedules. Only what turns their HTTP into the broadcast contracts may
 * enter.
 */
@NullMarked
package dev.carillon.gateway.broadcasts;

import org.jspecify.annotations.NullMarked;
