/**
 * One line for each request that was answered, or was not. Only what is no secret may enter: no
 * body, no query, no header, no link that is a permission.
 */
@NullMarked
package dev.carillon.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
