/**
 * What a process that was started to be played with may have broken on purpose. No other process
 * offers anything: there is no setting that would make it.
 */
@NullMarked
package dev.carillon.faults;

import org.jspecify.annotations.NullMarked;
