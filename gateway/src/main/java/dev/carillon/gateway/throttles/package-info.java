/**
 * The routes of throttles, SMTP servers, digest windows and holds. Only what turns their HTTP into
 * the flow contracts may enter.
 */
@NullMarked
package dev.carillon.gateway.throttles;

import org.jspecify.annotations.NullMarked;
