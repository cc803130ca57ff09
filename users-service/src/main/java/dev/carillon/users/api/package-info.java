/** The bus side of users-service: contracts to stores. */
@NullMarked
package dev.carillon.users.api;

import org.jspecify.annotations.NullMarked;
