/**
 * The client that browsers load from the gateway: a script and its types, as files. Only what
 * serves them may enter; what the script does is its own.
 */
@NullMarked
package dev.carillon.gateway.client;

import org.jspecify.annotations.NullMarked;
