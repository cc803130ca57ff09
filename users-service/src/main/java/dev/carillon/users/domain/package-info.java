/** The ports of users-service. */
@NullMarked
package dev.carillon.users.domain;

import org.jspecify.annotations.NullMarked;
