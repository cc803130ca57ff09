/**
 * The route that says how the processes of the cluster reach one another, and what is wrong with
 * that. Only what turns the rows of the nodes into a matrix and plain sentences may enter.
 */
@NullMarked
package dev.carillon.gateway.cluster;

import org.jspecify.annotations.NullMarked;
