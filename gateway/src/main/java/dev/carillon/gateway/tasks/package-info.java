/**
 * The routes of background tasks, merged from the replies of all nodes. Only what turns their HTTP
 * into the task contracts may enter.
 */
@NullMarked
package dev.carillon.gateway.tasks;

import org.jspecify.annotations.NullMarked;
