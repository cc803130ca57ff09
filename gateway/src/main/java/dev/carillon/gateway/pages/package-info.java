/**
 * Documents and pages that stay as they are while the process runs. They are files of the class
 * path or made once, and need no key because they say nothing of anybody. Beside them is how HTML
 * of strangers is answered with.
 */
@NullMarked
package dev.carillon.gateway.pages;

import org.jspecify.annotations.NullMarked;
