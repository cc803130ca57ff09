/** What users-service answers and tells. */
@NullMarked
package dev.carillon.contract.users;

import org.jspecify.annotations.NullMarked;
