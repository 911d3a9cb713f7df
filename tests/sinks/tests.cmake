# The receivers of announcements, played on 127.0.0.1 (tests/sinks/README.md).
set(sinks ${CMAKE_CURRENT_LIST_DIR})
add_library(crier_sinks_parts STATIC
  ${sinks}/house.cpp ${sinks}/http_session.cpp ${sinks}/oauth1.cpp ${sinks}/options.cpp ${sinks}/plan.cpp ${sinks}/record.cpp
  ${sinks}/server.cpp ${sinks}/slack_rules.cpp ${sinks}/slack_service.cpp ${sinks}/smtp_dialogue.cpp ${sinks}/smtp_mail.cpp
  ${sinks}/smtp_session.cpp ${sinks}/smtp_transaction.cpp ${sinks}/webhook_service.cpp ${sinks}/x_service.cpp)
target_include_directories(crier_sinks_parts PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(crier_sinks_parts PUBLIC BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(crier_sinks_parts PUBLIC crier_base crier_render Boost::headers Boost::json OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

add_executable(crier-sinks ${sinks}/main.cpp)
target_link_libraries(crier-sinks PRIVATE crier_sinks_parts)

crier_test(sinks_test SOURCES ${sinks}/server_test.cpp ${sinks}/sinks_test.cpp ${sinks}/smtp_test.cpp ROOMS base LIBS crier_sinks_parts)
