/** The routes of broadcast schedules. */
@NullMarked
package dev.carillon.gateway.broadcasts;

import org.jspecify.annotations.NullMarked;
