/** Asks the API for as long as it takes. Only requests and their answers may enter. */
@NullMarked
package dev.carillon.launcher.imports.http;

import org.jspecify.annotations.NullMarked;
