/** What whoever asks may do. Nothing is asked of any service: the key was looked at already. */
@NullMarked
package dev.carillon.gateway.me;

import org.jspecify.annotations.NullMarked;
