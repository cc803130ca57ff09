/**
 * How the embedded servers are broken on purpose, so that nothing of it outlives the process. Only
 * what breaks a server of this folder may enter.
 */
@NullMarked
package dev.carillon.embedded.fault;

import org.jspecify.annotations.NullMarked;
