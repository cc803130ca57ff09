/**
 * What a person sees of a command: its streams, its progress, its last words. Only text may enter,
 * and nothing leaves that is known to be secret.
 */
@NullMarked
package dev.carillon.launcher.terminal;

import org.jspecify.annotations.NullMarked;
