/**
 * The routes of users, their lists, overviews and profiles. Only what turns their HTTP into the
 * user contracts may enter.
 */
@NullMarked
package dev.carillon.gateway.users;

import org.jspecify.annotations.NullMarked;
