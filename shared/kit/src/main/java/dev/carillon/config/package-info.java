/**
 * Settings from verticle configuration, environment and file, with every problem reported at once.
 * Nothing else reads the environment, and nothing here knows what a setting is for.
 */
@NullMarked
package dev.carillon.config;

import org.jspecify.annotations.NullMarked;
