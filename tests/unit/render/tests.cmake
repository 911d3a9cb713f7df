crier_test(render_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/civil_time_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mail_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/webhook_test.cpp
  ROOMS render core base
  LIBS PkgConfig::GMIME Boost::json)
