/** What is forgotten of users after its time. Only the ports to what forgets it may enter. */
@NullMarked
package dev.carillon.users.domain.retention;

import org.jspecify.annotations.NullMarked;
