/** What servers and routers send to clients, some of which take nothing for now. */
@NullMarked
package io.zmqf.outgoing;

import org.jspecify.annotations.NullMarked;
