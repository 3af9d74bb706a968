/**
 * Stands between clients and workers, and gives each request to one of the workers.
 */
@NullMarked
package io.zmqf.router;

import org.jspecify.annotations.NullMarked;
