# Three packages: weft, the tool with its unit, manual pages and completion; libweft0.1, the shared libraries; and libweft-dev,
# the headers and the archives. `./dev package` builds them.
if(NOT WEFT_INSTALL OR NOT WEFT_TOOL OR NOT BUILD_SHARED_LIBS)
  message(FATAL_ERROR "WEFT_DEBIAN packs what WEFT_INSTALL, WEFT_TOOL and BUILD_SHARED_LIBS give")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME weft)
set(CPACK_PACKAGE_VENDOR "The weft authors")
# Who publishes packages says -DCPACK_PACKAGE_CONTACT="Name <address>".
if(NOT CPACK_PACKAGE_CONTACT)
  set(CPACK_PACKAGE_CONTACT "The weft authors <weft@localhost>")
endif()
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL tool runtime library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_TOOL_PACKAGE_NAME weft)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION httpd)
set(CPACK_DEBIAN_TOOL_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOL_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_LIST_DIR}/postinst;${CMAKE_CURRENT_LIST_DIR}/prerm;${CMAKE_CURRENT_LIST_DIR}/postrm")
set(CPACK_COMPONENT_TOOL_DESCRIPTION "weft serves files over HTTP/2 and HTTP/1.1, gets what other servers have,
loads them, and says of each request and each connection why it ended.")

# Debian Policy 8.1: the package of a shared library is named for what programs ask the linker for.
set(runtime libweft${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${runtime})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_GENERATE_SHLIBS ON)
# One of the two stands on the other.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}")
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "The shared libraries of a server, a client, and engines of HTTP/2 and HTTP/1.1 that do
no I/O.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libweft-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
# The archives stand on these, and the headers on the first ones.
set(packages libasio-dev libexpected-dev libfmt-dev "libssl-dev (>= 3.0)" zlib1g-dev libbrotli-dev libzstd-dev libpsl-dev)
if(WEFT_BOOST_ASIO)
  list(TRANSFORM packages REPLACE "^libasio-dev$" libboost-dev)
endif()
if(WEFT_GSSAPI)
  list(APPEND packages libkrb5-dev)
endif()
list(APPEND packages "${runtime} (= ${PROJECT_VERSION})")
list(JOIN packages ", " CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SUGGESTS "nlohmann-json3-dev, cmake, pkg-config")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "A server, a client, and engines of HTTP/2 and HTTP/1.1 that do no I/O: the
headers, the archives, the names of the shared libraries, and the files for CMake and pkg-config.")

# Debian Policy 12.5 and 12.7: a copyright and a changelog in each package.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${CMAKE_BINARY_DIR}/debian/changelog" "weft (${PROJECT_VERSION}) unstable; urgency=medium

  * CHANGELOG.md of the sources says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(COMMAND gzip -9nf "${CMAKE_BINARY_DIR}/debian/changelog" COMMAND_ERROR_IS_FATAL ANY)
foreach(package "tool;weft" "runtime;${runtime}" "library;libweft-dev")
  list(GET package 0 component)
  list(GET package 1 name)
  set(folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/${name})
  install(FILES LICENSE DESTINATION ${folder} RENAME copyright COMPONENT ${component})
  install(FILES "${CMAKE_BINARY_DIR}/debian/changelog.gz" DESTINATION ${folder} COMPONENT ${component})
endforeach()
# Policy 12.1: manual pages are compressed.
install(CODE "
  file(GLOB pages \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/*.1\")
  execute_process(COMMAND gzip -9nf \${pages} COMMAND_ERROR_IS_FATAL ANY)" COMPONENT tool)
install(FILES deploy/weft.service deploy/weft.socket DESTINATION lib/systemd/system COMPONENT tool)
install(DIRECTORY DESTINATION /etc/weft COMPONENT tool)

include(CPack)
