/**
 * The mail worker of this process as one that can be stopped in the middle, and replaced. Only what
 * the fault needs may enter: how mail is worked on is in {@code queue}.
 */
@NullMarked
package dev.carillon.notifier.worker;

import org.jspecify.annotations.NullMarked;
