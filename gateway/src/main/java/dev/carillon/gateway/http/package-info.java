/**
 * What every HTTP route shares: route tables, parameters, requests, replies, the router. Nothing of
 * a single resource may enter.
 */
@NullMarked
package dev.carillon.gateway.http;

import org.jspecify.annotations.NullMarked;
