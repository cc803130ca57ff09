/**
 * What is read again while a process runs, when its operator says so. Only files that a setting
 * names, and what listens for the signal, may enter.
 */
@NullMarked
package dev.carillon.reload;

import org.jspecify.annotations.NullMarked;
