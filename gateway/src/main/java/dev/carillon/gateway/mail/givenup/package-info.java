/** Mail that was given up: why, and trying it again. Groups and pieces are the service's. */
@NullMarked
package dev.carillon.gateway.mail.givenup;

import org.jspecify.annotations.NullMarked;
