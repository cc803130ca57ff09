/**
 * The console: pages on which people see and do what the API lets their key do. They are files of
 * the class path that ask the API as any client does; nothing is rendered here.
 */
@NullMarked
package dev.carillon.gateway.console;

import org.jspecify.annotations.NullMarked;
