// The bodies of Asio and Beast, compiled once for the whole program. The definitions that make the headers declarations only
// (BOOST_ASIO_SEPARATE_COMPILATION, BOOST_BEAST_SEPARATE_COMPILATION, BOOST_ASIO_NO_DEPRECATED) are public on the net room's
// target and set nowhere else: a file that differed would break the one-definition rule silently.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
