/** The routes of templates. Only what turns their HTTP into the template contracts may enter. */
@NullMarked
package dev.carillon.gateway.templates;

import org.jspecify.annotations.NullMarked;
