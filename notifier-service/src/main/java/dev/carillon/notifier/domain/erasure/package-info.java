/**
 * What is erased of a person and when that is complete, and the port to where it lies. Which rows
 * of which tables that are is for the store; what an event of the directory means may enter.
 */
@NullMarked
package dev.carillon.notifier.domain.erasure;

import org.jspecify.annotations.NullMarked;
