/** Settings from verticle configuration, environment and file. */
@NullMarked
package dev.carillon.config;

import org.jspecify.annotations.NullMarked;
