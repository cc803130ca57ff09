/**
 * The log of a process: how much of it is written, and as lines of which form. What is said in it
 * is for whoever says it; nothing of a single service may enter.
 */
@NullMarked
package dev.carillon.launcher.log;

import org.jspecify.annotations.NullMarked;
