/**
 * Tokens that open something once, for what can show no key: a frame, a link. Nothing of what they
 * open may enter, and nothing that must outlive the process.
 */
@NullMarked
package dev.carillon.once;

import org.jspecify.annotations.NullMarked;
