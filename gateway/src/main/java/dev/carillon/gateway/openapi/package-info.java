/**
 * The API as people and machines see it: documents that are made of the route tables, the records
 * and the codes themselves, and the pages that show them. Nothing that answers anything else may
 * enter.
 */
@NullMarked
package dev.carillon.gateway.openapi;

import org.jspecify.annotations.NullMarked;
