get_setting(:in_vendor)
