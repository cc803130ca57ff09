/** Route tables, requests and answers, the server itself. */
@NullMarked
package dev.carillon.gateway.http;

import org.jspecify.annotations.NullMarked;
