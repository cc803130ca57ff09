/**
 * JSON Schemas (2020-12) of records: their types, and the rules that their own checks note. Nothing
 * of HTTP may enter.
 */
@NullMarked
package dev.carillon.gateway.openapi.schema;

import org.jspecify.annotations.NullMarked;
