/** Router between clients and workers, which dispatches each request to a worker. */
@NullMarked
package io.zmqf.router;

import org.jspecify.annotations.NullMarked;
