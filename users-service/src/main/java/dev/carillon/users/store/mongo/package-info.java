/**
 * Profile documents on MongoDB: queries, versions, documents. The domain's port and the records of
 * profiles may enter; operators are written here and nowhere else.
 */
@NullMarked
package dev.carillon.users.store.mongo;

import org.jspecify.annotations.NullMarked;
