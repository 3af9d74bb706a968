/** What happens to an application's nodes, as application events. */
@NullMarked
package io.zmqf.actuate.event;

import org.jspecify.annotations.NullMarked;
